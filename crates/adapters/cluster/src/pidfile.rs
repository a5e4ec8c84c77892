//! `postmaster.pid`, in which a server says who it is and how far it has come.

use std::{
    fs,
    path::{Path, PathBuf},
};

use rustix::process::Pid;

pub(crate) const NAME: &str = "postmaster.pid";

/// What a server wrote about itself.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct PidFile {
    pub(crate) pid: Pid,
    pub(crate) socket_folder: PathBuf,
    pub(crate) ready: bool,
}

impl PidFile {
    /// The file of the cluster in `data`; none if there is none, or none that makes sense.
    pub(crate) fn read(data: &Path) -> Option<Self> {
        Self::parse(&fs::read_to_string(data.join(NAME)).ok()?)
    }

    /// Lines: process, data folder, start time, port, socket folder, address, shared memory, status (which comes late).
    fn parse(text: &str) -> Option<Self> {
        let lines: Vec<&str> = text.lines().collect();
        let line = |number: usize| lines.get(number - 1).map(|line| line.trim()).unwrap_or_default();
        let pid = line(1).parse().ok().filter(|pid| *pid > 0).and_then(Pid::from_raw)?;
        Some(Self { pid, socket_folder: line(5).into(), ready: line(8) == "ready" })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_whole_file_a_young_one_and_a_broken_one_are_read() {
        let whole = "4711\n/data/pg15\n1700000000\n5432\n/data/run\n\n  1234 5678\nready   \n";
        let read = PidFile::parse(whole).unwrap();
        assert_eq!((read.pid.as_raw_nonzero().get(), read.ready), (4711, true));
        assert_eq!(read.socket_folder, Path::new("/data/run"));
        assert!(!PidFile::parse("4711\n/data/pg15\n").unwrap().ready);
        assert!(!PidFile::parse(&whole.replace("ready ", "stopping")).unwrap().ready);
        for broken in ["", "\n", "word\n", "-5\n", "0\n", "99999999999\n"] {
            assert_eq!(PidFile::parse(broken), None, "{broken:?}");
        }
    }
}
