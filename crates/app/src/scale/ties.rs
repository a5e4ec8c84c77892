use super::population::{Deed, Kind, Population};

/// Who does what to whom and to what, and how often it was done to each.
pub struct Ties {
    /// Whom each person follows.
    pub followed: Vec<Vec<u32>>,
    pub liked_posts: Vec<Vec<u32>>,
    pub liked_projects: Vec<Vec<u32>>,
    pub commented: Vec<Vec<u32>>,
    pub reposted: Vec<Vec<u32>>,
    pub bookmarked: Vec<Vec<u32>>,
    /// How many follow each person.
    pub followers: Vec<u32>,
    pub post_likes: Vec<u32>,
    pub project_likes: Vec<u32>,
    pub comments: Vec<u32>,
    pub reposts: Vec<u32>,
    pub bookmarks: Vec<u32>,
}

impl Ties {
    pub fn of(site: &Population) -> Self {
        let people = 0..site.people;
        let followed: Vec<_> = people.clone().map(|person| site.followed(person)).collect();
        let liked_posts: Vec<_> = people.clone().map(|person| site.liked(Kind::Post, person)).collect();
        let liked_projects: Vec<_> = people.clone().map(|person| site.liked(Kind::Project, person)).collect();
        let touched = |deed| -> Vec<_> { people.clone().map(|person| site.touched(deed, person)).collect() };
        let (commented, reposted) = (touched(Deed::Comment), touched(Deed::Repost));
        let bookmarked = touched(Deed::Bookmark);
        let posts = site.count(Kind::Post);
        Self {
            followers: counted(&followed, site.people),
            post_likes: counted(&liked_posts, posts),
            project_likes: counted(&liked_projects, site.count(Kind::Project)),
            comments: counted(&commented, posts),
            reposts: counted(&reposted, posts),
            bookmarks: counted(&bookmarked, posts),
            followed,
            liked_posts,
            liked_projects,
            commented,
            reposted,
            bookmarked,
        }
    }
}

/// How often each of `count` things is named.
fn counted(lists: &[Vec<u32>], count: u64) -> Vec<u32> {
    let mut counts = vec![0; usize::try_from(count).unwrap_or_default()];
    for number in lists.iter().flatten() {
        if let Some(count) = usize::try_from(*number).ok().and_then(|place| counts.get_mut(place)) {
            *count += 1;
        }
    }
    counts
}

/// What stands at a place, or nothing.
pub fn at<T: Copy + Default>(list: &[T], number: u64) -> T {
    usize::try_from(number).ok().and_then(|place| list.get(place)).copied().unwrap_or_default()
}
