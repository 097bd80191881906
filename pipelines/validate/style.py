"""The style of the report's page: readable on a phone, in the dark, and printed.

What does not belong here: anything that is fetched; the page must be whole when it is mailed.
"""

STYLE = """
:root { color-scheme: light dark; }
body { font: 1rem/1.5 system-ui, sans-serif; margin: 0 auto; max-width: 60rem; padding: 1rem;
  color: #1a1a1a; background: #fff; }
nav ul { display: flex; flex-wrap: wrap; gap: 1rem; list-style: none; padding: 0; }
a { color: #0000bf; }
a:focus-visible, .frame:focus-visible { outline: 3px solid #0072c6; outline-offset: 2px; }
h1, h2, h3 { line-height: 1.25; overflow-wrap: anywhere; }
p, code { overflow-wrap: anywhere; }
.verdict { font-weight: bold; border-left: .4rem solid; padding-left: .8rem; }
.verdict::before { content: "✗ " / ""; }
.verdict.valid::before { content: "✓ " / ""; }
.invalid { border-color: #b01038; }
.valid { border-color: #007a64; }
.frame { overflow-x: auto; border: 1px solid #767676; }
table { border-collapse: collapse; }
caption { text-align: left; font-weight: bold; padding: .4rem; }
th, td { border: 1px solid #bbb; padding: .3rem .6rem; text-align: left; vertical-align: top;
  white-space: pre-wrap; min-width: 3rem; max-width: 24rem; overflow-wrap: break-word; }
.number { text-align: right; }
mark { color: #1a1a1a; background: #fde9a9; font-weight: bold; outline: 2px solid #1a1a1a; }
mark bdi:empty::after { content: "\\00a0\\00a0"; }
pre { padding: .8rem; background: #eee; color: #1a1a1a; white-space: pre-wrap; }
main:has(section:target) section:not(:target) { display: none; }
main:not(:has(section:target)) section ~ section { display: none; }
@media (prefers-color-scheme: dark) {
  body { color: #eee; background: #161616; }
  a { color: #9db9ff; }
  .invalid { border-color: #ff8097; }
  .valid { border-color: #5fd3bc; }
}
@media print {
  nav { display: none; }
  body { max-width: none; padding: 0; color: #000; background: #fff; }
  .frame { overflow: visible; border: 0; }
  tr, h2, h3 { break-inside: avoid; break-after: auto; }
  h2, h3 { break-after: avoid; }
}
"""
