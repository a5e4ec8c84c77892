//! Rows by the million, by `COPY`, for somebody who knows what they do: triggers do not run, so that whoever loads rows
//! brings what triggers would have made, and indexes are made anew when all rows are there. All of it is one transaction.

use std::{fmt::Write, pin::pin};

use bytes::Bytes;
use futures_util::SinkExt;
use secrecy::SecretString;
use tokio_postgres::{Client, SimpleQueryMessage};
use vibeslop_ports::StoreError;

use crate::connect::Target;

/// How much is sent at once.
const CHUNK: usize = 256 * 1024;

/// For this transaction alone.
const SETTINGS: &str = "SET LOCAL maintenance_work_mem = '512MB'; SET LOCAL synchronous_commit = off;
    SET LOCAL client_min_messages = warning";

/// A load that has begun. Dropped before [`finish`](Self::finish) it leaves nothing behind.
#[derive(Debug)]
pub struct Bulk {
    client: Client,
    tables: Vec<&'static str>,
    indexes: Vec<String>,
}

impl Bulk {
    /// Begins to load these tables, which nobody else can read or write from now on.
    pub async fn begin(url: &SecretString, tables: &[&'static str]) -> Result<Self, StoreError> {
        let target = Target::new(url).map_err(StoreError::failed)?;
        let (client, _) = target.client().await.map_err(StoreError::failed)?;
        let mut bulk = Self { client, tables: tables.to_vec(), indexes: Vec::new() };
        bulk.run(&format!("BEGIN; {SETTINGS}")).await?;
        for table in tables {
            bulk.run(&format!("ALTER TABLE {table} DISABLE TRIGGER USER")).await?;
        }
        let names: Vec<String> = tables.iter().map(|table| format!("'{table}'::regclass")).collect();
        let found = bulk
            .rows(&format!(
                "SELECT i.indexrelid::regclass::text, pg_get_indexdef(i.indexrelid) FROM pg_index i
                 WHERE i.indrelid IN ({}) AND NOT EXISTS (SELECT FROM pg_constraint c WHERE c.conindid = i.indexrelid)",
                names.join(", ")
            ))
            .await?;
        for (name, definition) in found {
            bulk.run(&format!("DROP INDEX {name}")).await?;
            bulk.indexes.push(definition);
        }
        Ok(bulk)
    }

    /// Runs one or more statements in the load.
    pub async fn run(&self, sql: &str) -> Result<(), StoreError> {
        self.client.batch_execute(sql).await.map_err(StoreError::failed)
    }

    /// Loads rows into the columns that `into` names (`table (column, …)`). `next` writes another row into the text, as
    /// `COPY` reads them, and answers `false` when there is none left.
    pub async fn copy(&self, into: &str, mut next: impl FnMut(&mut String) -> bool) -> Result<u64, StoreError> {
        let sink = self.client.copy_in(format!("COPY {into} FROM STDIN").as_str()).await.map_err(StoreError::failed)?;
        let mut sink = pin!(sink);
        let mut text = String::with_capacity(CHUNK + 4_096);
        loop {
            let more = next(&mut text);
            if text.len() >= CHUNK || !more {
                sink.send(Bytes::from(std::mem::take(&mut text))).await.map_err(StoreError::failed)?;
                text.reserve(CHUNK + 4_096);
            }
            if !more {
                return sink.finish().await.map_err(StoreError::failed);
            }
        }
    }

    /// How many indexes are still to be made.
    pub const fn indexes_left(&self) -> usize {
        self.indexes.len()
    }

    /// Makes the next index anew.
    pub async fn make_index(&mut self) -> Result<(), StoreError> {
        match self.indexes.pop() {
            Some(definition) => self.run(&definition).await,
            None => Ok(()),
        }
    }

    /// Makes what was loaded visible, and tells the planner of it.
    pub async fn finish(mut self) -> Result<(), StoreError> {
        while self.indexes_left() > 0 {
            self.make_index().await?;
        }
        let mut end = String::new();
        for table in &self.tables {
            // Writing to a text does not fail.
            let _ = write!(end, "ALTER TABLE {table} ENABLE TRIGGER USER; ");
        }
        self.run(&format!("{end}COMMIT")).await?;
        for table in &self.tables {
            self.run(&format!("VACUUM (ANALYZE) {table}")).await?;
        }
        Ok(())
    }

    /// The first two columns of what a query answers.
    async fn rows(&self, sql: &str) -> Result<Vec<(String, String)>, StoreError> {
        let messages = self.client.simple_query(sql).await.map_err(StoreError::failed)?;
        Ok(messages
            .iter()
            .filter_map(|message| match message {
                SimpleQueryMessage::Row(row) => Some((row.get(0)?.to_owned(), row.get(1)?.to_owned())),
                _ => None,
            })
            .collect())
    }
}
