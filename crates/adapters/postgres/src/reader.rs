//! What a query reads through: a line, or a connection of its own.

use std::{
    any::TypeId,
    collections::HashMap,
    sync::{Arc, LazyLock, PoisonError, RwLock},
    time::Instant,
};

use diesel::{
    debug_query,
    pg::Pg,
    query_builder::{AsQuery, QueryFragment, QueryId},
    result::QueryResult,
};
use diesel_async::{AsyncConnectionCore, AsyncPgConnection, SimpleAsyncConnection};
use futures_util::{FutureExt, future::BoxFuture};

use crate::{
    Connection,
    count::{Tally, without_values},
    lines::Share,
};

type Stream<'conn, 'query> = <AsyncPgConnection as AsyncConnectionCore>::Stream<'conn, 'query>;

/// Reads statements, each of which stands alone. In a request that becomes visible as a whole it reads what that wrote.
pub struct Reader {
    through: Through,
    tally: Arc<Tally>,
}

enum Through {
    Line(Share),
    Own(Connection),
}

impl Reader {
    pub(crate) const fn on_line(share: Share, tally: Arc<Tally>) -> Self {
        Self { through: Through::Line(share), tally }
    }

    pub(crate) const fn on_own(connection: Connection, tally: Arc<Tally>) -> Self {
        Self { through: Through::Own(connection), tally }
    }

    fn connection(&self) -> &AsyncPgConnection {
        match &self.through {
            Through::Line(share) => share.connection(),
            Through::Own(connection) => connection,
        }
    }

    /// Measures a statement on a line. On a connection of one's own the connection does so itself.
    fn measured<'conn, T, F>(&self, text: Option<Arc<str>>, answer: F) -> BoxFuture<'conn, QueryResult<T>>
    where
        F: Future<Output = QueryResult<T>> + Send + 'conn,
    {
        let Some(text) = text else { return answer.boxed() };
        let (tally, began) = (Arc::clone(&self.tally), Instant::now());
        answer.inspect(move |_| tally.timing.ran(began.elapsed(), || text.as_ref().to_owned())).boxed()
    }

    fn text<Q: QueryFragment<Pg> + QueryId>(&self, query: &Q) -> Option<Arc<str>> {
        match &self.through {
            Through::Line(_) => Some(text_of(query)),
            Through::Own(_) => None,
        }
    }
}

impl std::fmt::Debug for Reader {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Reader")
    }
}

/// The texts of statements that have been read through lines, for the log of slow ones. Written once a statement of the
/// program, because a query's text costs as much to make as the query itself.
static TEXTS: LazyLock<RwLock<HashMap<TypeId, Arc<str>>>> = LazyLock::new(RwLock::default);

fn text_of<Q: QueryFragment<Pg> + QueryId>(query: &Q) -> Arc<str> {
    let Some(id) = Q::query_id() else { return without_values(&debug_query::<Pg, _>(query)).into() };
    if let Some(text) = TEXTS.read().unwrap_or_else(PoisonError::into_inner).get(&id) {
        return Arc::clone(text);
    }
    let text: Arc<str> = without_values(&debug_query::<Pg, _>(query)).into();
    TEXTS.write().unwrap_or_else(PoisonError::into_inner).insert(id, Arc::clone(&text));
    text
}

impl SimpleAsyncConnection for Reader {
    async fn batch_execute(&mut self, query: &str) -> QueryResult<()> {
        let mut connection = self.connection();
        SimpleAsyncConnection::batch_execute(&mut connection, query).await
    }
}

impl AsyncConnectionCore for Reader {
    type LoadFuture<'conn, 'query> = BoxFuture<'conn, QueryResult<Self::Stream<'conn, 'query>>>;
    type ExecuteFuture<'conn, 'query> = BoxFuture<'conn, QueryResult<usize>>;
    type Stream<'conn, 'query> = Stream<'conn, 'query>;
    type Row<'conn, 'query> = <AsyncPgConnection as AsyncConnectionCore>::Row<'conn, 'query>;
    type Backend = Pg;

    fn load<'conn, 'query, T>(&'conn mut self, source: T) -> Self::LoadFuture<'conn, 'query>
    where
        T: AsQuery + 'query,
        T::Query: QueryFragment<Self::Backend> + QueryId + 'query,
    {
        let query = source.as_query();
        let text = self.text(&query);
        let mut connection = self.connection();
        let answer = AsyncConnectionCore::load(&mut connection, query);
        self.measured(text, answer)
    }

    fn execute_returning_count<'conn, 'query, T>(&'conn mut self, source: T) -> Self::ExecuteFuture<'conn, 'query>
    where
        T: QueryFragment<Self::Backend> + QueryId + 'query,
    {
        let text = self.text(&source);
        let mut connection = self.connection();
        let answer = AsyncConnectionCore::execute_returning_count(&mut connection, source);
        self.measured(text, answer)
    }
}
