use utoipa::IntoParams;
use vibeslop_ports::github::{RepositoryPage, RepositorySort};

use crate::ground::{FromQuery, Query};

const DEFAULT_PER_PAGE: u8 = 30;
const MAX_PER_PAGE: u8 = 100;

/// Which part of a list of repositories.
#[derive(Debug, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct RepositoriesQuery {
    /// How many, up to 100.
    #[param(default = 30)]
    per_page: Option<i64>,
    /// Which page, from 1.
    #[param(default = 1)]
    page: Option<i64>,
    /// `created`, `updated`, `pushed` or `full_name`. Anything else is `pushed`.
    #[param(default = "pushed")]
    sort: Option<String>,
    /// `asc`; anything else is `desc`.
    #[param(default = "desc")]
    direction: Option<String>,
}

impl FromQuery for RepositoriesQuery {
    fn from_query(query: &Query) -> Self {
        Self {
            per_page: query.number("per_page"),
            page: query.number("page"),
            sort: query.text("sort").map(str::to_owned),
            direction: query.text("direction").map(str::to_owned),
        }
    }
}

impl RepositoriesQuery {
    pub fn page(&self) -> RepositoryPage {
        let per_page = self.per_page.map_or(DEFAULT_PER_PAGE, |wanted| {
            u8::try_from(wanted.clamp(1, i64::from(MAX_PER_PAGE))).unwrap_or(MAX_PER_PAGE)
        });
        RepositoryPage {
            page: u32::try_from(self.page.unwrap_or(1).clamp(1, 10_000)).unwrap_or(1),
            per_page,
            sort: match self.sort.as_deref() {
                Some("created") => RepositorySort::Created,
                Some("updated") => RepositorySort::Updated,
                Some("full_name") => RepositorySort::FullName,
                _ => RepositorySort::Pushed,
            },
            ascending: self.direction.as_deref() == Some("asc"),
        }
    }
}

/// The pages beside one, for the header `Link`.
pub fn neighbours(page: RepositoryPage, has_next: bool) -> Vec<(&'static str, Vec<(&'static str, String)>)> {
    let sort = match page.sort {
        RepositorySort::Created => "created",
        RepositorySort::Updated => "updated",
        RepositorySort::Pushed => "pushed",
        RepositorySort::FullName => "full_name",
    };
    let at = |number: u32| {
        vec![
            ("page", number.to_string()),
            ("per_page", page.per_page.to_string()),
            ("sort", sort.to_owned()),
            ("direction", if page.ascending { "asc" } else { "desc" }.to_owned()),
        ]
    };
    let mut pages = Vec::new();
    if page.page > 1 {
        pages.push(("prev", at(page.page - 1)));
    }
    if has_next {
        pages.push(("next", at(page.page + 1)));
    }
    pages
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(query: &str) -> RepositoryPage {
        RepositoriesQuery::from_query(&Query::parse(query)).page()
    }

    #[test]
    fn what_makes_no_sense_is_the_default_and_what_is_too_much_is_lowered() {
        let default = RepositoryPage { page: 1, per_page: 30, sort: RepositorySort::Pushed, ascending: false };
        assert_eq!(read(""), default);
        assert_eq!(read("per_page=abc&page=x&sort=stars;drop&direction=sideways"), default);
        let page = read("per_page=1000&page=-4&sort=full_name&direction=asc");
        assert_eq!(page, RepositoryPage { page: 1, per_page: 100, sort: RepositorySort::FullName, ascending: true });
    }

    #[test]
    fn a_page_in_the_middle_has_two_neighbours() {
        let names = |page, has_next| neighbours(page, has_next).into_iter().map(|(name, _)| name).collect::<Vec<_>>();
        assert_eq!(names(read("page=2"), true), ["prev", "next"]);
        assert_eq!(names(read("page=1"), false), [""; 0]);
    }
}
