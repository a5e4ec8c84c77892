//! Content to look at: a few people, what they made and said, and what they think of each other's things.
//!
//! Whoever is there already stays as they are, so that a second run adds nothing. A person comes with all their content
//! in one transaction: half a person is never left behind.

mod gigs;

use anyhow::Context;
use chrono::{DateTime, TimeDelta, Utc};
use vibeslop_application::{Error, Ports, Services, in_transaction};
use vibeslop_domain::{
    accounts::{ExternalProfile, NewAccount, ProviderName, Username},
    catalog::TagName,
    content::{ItemRef, NewPost, PostText, Project, ProjectDraft, ProjectTerms},
    engagement::{Act, Likeable, Wish},
    ids::{PostId, ProjectId, StackId, ToolId, UserId},
    social::Relation,
};

/// Somebody, and what they show.
struct Person {
    username: &'static str,
    name: &'static str,
    bio: &'static str,
    is_verified: bool,
    follows: &'static [&'static str],
    project: Option<DemoProject>,
    post: Option<DemoPost>,
}

struct DemoProject {
    title: &'static str,
    description: &'static str,
    tools: &'static [&'static str],
    stack: &'static [&'static str],
    highlights: &'static [&'static str],
    days_old: i64,
}

struct DemoPost {
    text: &'static str,
    hours_old: i64,
}

const PEOPLE: [Person; 5] = [
    Person {
        username: "sarahc",
        name: "Sarah Chen",
        bio: "Builds tools for people who build tools.",
        is_verified: true,
        follows: &["marcusj", "lunap", "alexr"],
        project: Some(DemoProject {
            title: "AI-Powered Code Review Dashboard",
            description: "Reads a pull request before a person does, and says where a second look pays. It learns from \
                          what reviewers wave through.",
            tools: &["Cursor", "Claude"],
            stack: &["React", "Node.js"],
            highlights: &["Comments at the line, not in a report", "Runs beside any CI"],
            days_old: 2,
        }),
        post: Some(DemoPost {
            text: "The dashboard reviews its own pull requests now. It is strict. @marcusj was right.",
            hours_old: 2,
        }),
    },
    Person {
        username: "marcusj",
        name: "Marcus Johnson",
        bio: "Data, mostly the messy kind.",
        is_verified: false,
        follows: &["sarahc", "jordanl"],
        project: Some(DemoProject {
            title: "Conversational Data Explorer",
            description: "Ask a table a question in plain words and get a chart with the query that made it, so that you \
                          can disagree with both.",
            tools: &["v0", "GPT-4"],
            stack: &["Next.js"],
            highlights: &["Shows the SQL it ran", "Never writes"],
            days_old: 5,
        }),
        post: Some(DemoPost { text: "Half of data exploration is finding out which column lies.", hours_old: 4 }),
    },
    Person {
        username: "lunap",
        name: "Luna Park",
        bio: "Draws with code.",
        is_verified: true,
        follows: &["sarahc", "alexr", "jordanl"],
        project: Some(DemoProject {
            title: "Generative Art Studio",
            description: "A canvas, a seed and sixteen sliders. Every picture can be made again from its link.",
            tools: &["Claude"],
            stack: &["React"],
            highlights: &["Deterministic from the seed", "Exports to a plotter"],
            days_old: 8,
        }),
        post: Some(DemoPost {
            text: "New in the studio: flow fields that remember where you dragged them.",
            hours_old: 7,
        }),
    },
    Person {
        username: "alexr",
        name: "Alex Rivera",
        bio: "Backend by day, synthesizers by night.",
        is_verified: false,
        follows: &["lunap"],
        project: None,
        post: Some(DemoPost { text: "Wrote a sequencer in 200 lines. The tests are 400. Worth it.", hours_old: 10 }),
    },
    Person {
        username: "jordanl",
        name: "Jordan Lee",
        bio: "Makes slow things fast and fast things boring.",
        is_verified: true,
        follows: &["sarahc", "marcusj", "lunap", "alexr"],
        project: None,
        post: None,
    },
];

/// Two people, and what they write to each other in turn.
struct Talk {
    between: [&'static str; 2],
    said: &'static [&'static str],
}

const TALKS: [Talk; 2] = [
    Talk {
        between: ["marcusj", "sarahc"],
        said: &[
            "Your dashboard flagged a race in my importer that three people had waved through.",
            "That makes four of us who owe it a coffee.",
            "May I show it at the meetup on Thursday?",
        ],
    },
    Talk {
        between: ["lunap", "alexr"],
        said: &["Could your sequencer drive a plotter?", "If the plotter keeps time, yes."],
    },
];

/// What a run added.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Added {
    /// People who were not there.
    pub people: usize,
    /// Things of theirs.
    pub items: usize,
    /// Gigs that they offer.
    pub gigs: usize,
}

/// Adds whoever is missing.
pub async fn add(services: &Services, ports: &Ports) -> anyhow::Result<Added> {
    let mut added = Added::default();
    let mut items = Vec::new();
    let mut new_people = Vec::new();
    for person in &PEOPLE {
        if ports.accounts.id_of(person.username).await?.is_some() {
            continue;
        }
        let (id, things) = make(ports, person).await.with_context(|| format!("{} cannot be added", person.username))?;
        added.people += 1;
        added.items += things.len();
        items.extend(things);
        new_people.push((id, person));
    }
    for (place, (id, person)) in new_people.iter().enumerate() {
        for other in person.follows {
            services.social.begin(*id, Relation::Follows, other).await?;
        }
        // Not everybody likes everything.
        for item in items.iter().skip(place % 3).step_by(2) {
            services.engagement.perform(*id, Act::Like(Likeable::Item(*item)), Wish::Set(true)).await?;
        }
    }
    for talk in &TALKS {
        let [one, two] = talk.between.map(|name| new_people.iter().find(|(_, person)| person.username == name));
        let (Some((one, _)), Some((two, other))) = (one, two) else { continue };
        let conversation = services.messaging.open(*one, other.username).await?.id;
        for (sender, text) in [one, two].into_iter().cycle().zip(talk.said) {
            services.messaging.send(*sender, conversation, text).await?;
        }
    }
    let id_of = |name: &str| new_people.iter().find(|(_, person)| person.username == name).map(|(id, _)| *id);
    added.gigs = gigs::offer(services, id_of).await?;
    Ok(added)
}

async fn make(ports: &Ports, person: &Person) -> Result<(UserId, Vec<ItemRef>), Error> {
    let now = ports.clock.now();
    let id = UserId(ports.ids.next());
    let username = Username::new(person.username).map_err(|why| Error::Internal(why.into()))?;
    let account = NewAccount::from_profile(&profile(person), &username);
    let project = person.project.as_ref().map(|demo| project(ports, id, demo, now)).transpose()?;
    let post = person.post.as_ref().map(|demo| post(ports, id, demo, now)).transpose()?;
    let mut items = Vec::new();
    in_transaction(&*ports.transactions, async |tx| {
        tx.accounts().create(id, &username, &account, now).await.map_err(|why| Error::Internal(why.into()))?;
        tx.accounts().set_verified(id, person.is_verified, now).await?;
        if let Some((project, demo)) = &project {
            tx.projects().insert(project).await?;
            let tools = TagName::list(demo.tools).map_err(|why| Error::Internal(why.into()))?;
            let ids: Vec<ToolId> = tools.iter().map(|_| ToolId(ports.ids.next())).collect();
            let tools: Vec<ToolId> = tx.catalog().tools_named(&tools, &ids).await?.iter().map(|tool| tool.id).collect();
            tx.catalog().set_project_tools(project.id, &tools).await?;
            let stacks = TagName::list(demo.stack).map_err(|why| Error::Internal(why.into()))?;
            let ids: Vec<StackId> = stacks.iter().map(|_| StackId(ports.ids.next())).collect();
            let stacks = tx.catalog().stacks_named(&stacks, &ids).await?;
            let stacks: Vec<StackId> = stacks.iter().map(|stack| stack.id).collect();
            tx.catalog().set_project_stacks(project.id, &stacks).await?;
            items.push(ItemRef::Project(project.id));
        }
        if let Some(post) = &post {
            tx.posts().insert(post).await?;
            items.push(ItemRef::Post(post.id));
        }
        Ok(())
    })
    .await?;
    Ok((id, items))
}

/// As if they came from a service of their own, at which nobody can sign in.
fn profile(person: &Person) -> ExternalProfile {
    ExternalProfile {
        provider: ProviderName::github(),
        subject: person.username.to_owned(),
        login: person.username.to_owned(),
        name: Some(person.name.to_owned()),
        verified_email: Some(format!("{}@example.com", person.username)),
        bio: Some(person.bio.to_owned()),
        location: None,
        avatar_url: None,
    }
}

fn project<'a>(
    ports: &Ports,
    owner: UserId,
    demo: &'a DemoProject,
    now: DateTime<Utc>,
) -> Result<(Project, &'a DemoProject), Error> {
    let draft = ProjectDraft {
        title: Some(demo.title.to_owned()),
        description: Some(demo.description.to_owned()),
        highlights: Some(demo.highlights.iter().map(|text| (*text).to_owned()).collect()),
        ..ProjectDraft::default()
    };
    let terms = ProjectTerms::new(&draft, "")?;
    let at = now - TimeDelta::days(demo.days_old);
    Ok((Project::create(ProjectId(ports.ids.next()), owner, terms, Vec::new(), at), demo))
}

fn post(ports: &Ports, author: UserId, demo: &DemoPost, now: DateTime<Utc>) -> Result<NewPost, Error> {
    Ok(NewPost {
        id: PostId(ports.ids.next()),
        author,
        text: PostText::new(demo.text).map_err(|why| Error::Internal(why.into()))?,
        media: Vec::new(),
        quote: None,
        linked_project: None,
        created_at: now - TimeDelta::hours(demo.hours_old),
    })
}
