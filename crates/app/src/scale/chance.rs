/// Chance that is the same in every run: `SplitMix64`.
#[derive(Debug, Clone)]
pub struct Chance(u64);

impl Chance {
    /// Of this thing, and no other.
    pub const fn of(kind: u64, number: u64) -> Self {
        Self(kind.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ number.wrapping_mul(0xd1b5_4a32_d192_ed03))
    }

    /// The next number.
    pub const fn draw(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// From 0 up to but not including 1.
    #[expect(clippy::cast_precision_loss, reason = "53 bits fit")]
    pub fn part(&mut self) -> f64 {
        (self.draw() >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// From 0 up to but not including `most`.
    pub const fn below(&mut self, most: u64) -> u64 {
        if most == 0 { 0 } else { self.draw() % most }
    }

    /// From 0 up to but not including `most`, small numbers far more often than large ones.
    #[expect(
        clippy::cast_precision_loss,
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "counts stay far below 2^52, and a part of one is neither negative nor larger"
    )]
    pub fn skewed(&mut self, most: u64, skew: f64) -> u64 {
        ((self.part().powf(skew) * most as f64) as u64).min(most.saturating_sub(1))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn few_are_drawn_often_and_all_may_be() {
        let mut chance = Chance::of(1, 7);
        let mut drawn = vec![0; 1_000];
        for _ in 0..20_000 {
            drawn[usize::try_from(chance.skewed(1_000, 3.0)).unwrap()] += 1;
        }
        let first: u32 = drawn[..100].iter().sum();
        assert!(first > 8_000, "{first}");
        assert!(drawn[500..].iter().sum::<u32>() > 1_000);
        assert_eq!(Chance::of(2, 3).draw(), Chance::of(2, 3).draw());
        assert_eq!((chance.below(0), chance.skewed(0, 3.0)), (0, 0));
    }
}
