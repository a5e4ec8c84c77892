/// Puts lines together from chunks that are cut anywhere, in the middle of a character for example.
#[derive(Debug, Default)]
pub(super) struct Lines {
    buffer: Vec<u8>,
    /// How much of the buffer is known to hold no end of a line.
    searched: usize,
}

impl Lines {
    pub(super) fn push(&mut self, chunk: &[u8]) {
        self.buffer.extend_from_slice(chunk);
    }

    /// The next whole line, without its end.
    pub(super) fn next(&mut self) -> Option<Vec<u8>> {
        let rest = self.buffer.get(self.searched..).unwrap_or_default();
        let Some(found) = rest.iter().position(|byte| *byte == b'\n') else {
            self.searched = self.buffer.len();
            return None;
        };
        let mut line: Vec<u8> = self.buffer.drain(..=self.searched + found).collect();
        self.searched = 0;
        line.pop();
        if line.last() == Some(&b'\r') {
            line.pop();
        }
        Some(line)
    }

    /// Ends the last line, if something of it has come.
    pub(super) fn close(&mut self) -> bool {
        let has_rest = !self.buffer.is_empty();
        if has_rest {
            self.buffer.push(b'\n');
        }
        has_rest
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(chunks: &[&[u8]]) -> Vec<String> {
        let mut lines = Lines::default();
        let mut read = Vec::new();
        for chunk in chunks {
            lines.push(chunk);
            while let Some(line) = lines.next() {
                read.push(String::from_utf8(line).unwrap());
            }
        }
        if lines.close() {
            read.push(String::from_utf8(lines.next().unwrap()).unwrap());
        }
        read
    }

    #[test]
    fn lines_are_the_same_wherever_they_are_cut() {
        let text = "data: {\"a\":\"Fähre 🚢 日本\"}\r\n\r\n: ping\ndata: [DONE]";
        let whole = read(&[text.as_bytes()]);
        assert_eq!(whole, ["data: {\"a\":\"Fähre 🚢 日本\"}", "", ": ping", "data: [DONE]"]);
        for size in 1..text.len() {
            let chunks: Vec<&[u8]> = text.as_bytes().chunks(size).collect();
            assert_eq!(read(&chunks), whole, "in pieces of {size}");
        }
    }
}
