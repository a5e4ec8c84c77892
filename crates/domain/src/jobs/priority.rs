/// Which of several waiting jobs of a queue is begun first. Smaller comes first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Priority(u8);

impl Priority {
    /// Somebody waits for it.
    pub const URGENT: Self = Self(0);
    /// As most jobs.
    pub const NORMAL: Self = Self(10);
    /// Whenever there is room: batches, cleaning up.
    pub const LOW: Self = Self(20);

    /// Any place in between.
    pub const fn of(place: u8) -> Self {
        Self(place)
    }

    /// The number. Smaller comes first.
    pub const fn get(self) -> u8 {
        self.0
    }
}

impl Default for Priority {
    fn default() -> Self {
        Self::NORMAL
    }
}
