"""The plugin itself: it only ties the other modules to CKAN's hooks."""

from collections.abc import Callable
from typing import Any

import ckan.plugins as p
from ckan.model import Package
from ckan.plugins import toolkit

from hri_portal import core_tags, languages, search_index, usage, validators


def hri_licence(value: str) -> str:
    """A licence that the portal's register knows."""
    if value not in Package.get_license_register():
        known = ", ".join(sorted(Package.get_license_register()))
        raise toolkit.Invalid(toolkit._("Unknown licence; known are {}").format(known))
    return value


class HriPlugin(p.SingletonPlugin):
    """Fields, search and pages of the sandbox portal."""

    p.implements(p.IConfigurer)
    p.implements(p.IValidators)
    p.implements(p.IActions)
    p.implements(p.ITemplateHelpers)
    p.implements(p.IFacets, inherit=True)
    p.implements(p.IPackageController, inherit=True)
    p.implements(p.IOrganizationController, inherit=True)

    def update_config(self, config: Any) -> None:
        """Templates of ours come before CKAN's."""
        toolkit.add_template_directory(config, "templates")

    def get_validators(self) -> dict[str, Callable[..., Any]]:
        """The names that the schemas use."""
        return {**validators.ALL, "hri_licence": hri_licence}

    def get_actions(self) -> dict[str, Callable[..., Any]]:
        """Creating and updating also write the core tags."""
        return {
            "package_create": core_tags.package_create,
            "package_update": core_tags.package_update,
        }

    def get_helpers(self) -> dict[str, Callable[..., Any]]:
        """What the templates call."""
        return {
            "hri_text": languages.in_visitors_language,
            "get_organization": languages.get_organization,
            "hri_listed_dataset": languages.listed_dataset,
            "hri_yes_or_no": languages.yes_or_no,
            "hri_examples": usage.examples,
            "hri_citation": usage.citation,
            "hri_dictionary": usage.dictionary,
        }

    def dataset_facets(self, facets_dict: dict[str, str], _package_type: str) -> dict[str, str]:
        """The filters of the search page."""
        return languages.facets(facets_dict)

    def organization_facets(
        self, facets_dict: dict[str, str], _organization_type: str, _package_type: str | None
    ) -> dict[str, str]:
        """The filters of an organisation's page."""
        return languages.facets(facets_dict)

    def before_dataset_index(self, pkg_dict: dict[str, Any]) -> dict[str, Any]:
        """Lists as lists, and no term too long for the index."""
        return search_index.indexed(pkg_dict)

    def before_dataset_view(self, pkg_dict: dict[str, Any]) -> dict[str, Any]:
        """A dataset's page in the visitor's language."""
        return languages.localised_dataset(pkg_dict)

    def before_view(self, data_dict: dict[str, Any]) -> dict[str, Any]:
        """An organisation's page in the visitor's language."""
        return languages.localised_organization(data_dict)
