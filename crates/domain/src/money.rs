//! Amounts and currencies.
//!
//! ```
//! use vibeslop_domain::money::{Cents, Currency};
//!
//! assert_eq!(Cents::new(120_000).unwrap().get(), 120_000);
//! assert_eq!(Cents::new(0).unwrap_err().to_string(), "must be greater than 0");
//! assert_eq!(Currency::new("eur").unwrap().code(), "EUR");
//! assert!(Currency::new("XAU").is_err(), "gold is no money here");
//! ```

use crate::Invalid;

/// An amount of money in cents: hundredths of the currency's unit, whatever the currency. Always above zero.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Cents(i64);

impl Cents {
    /// The most: a hundred million units.
    pub const MAX: i64 = 10_000_000_000;

    /// Judges an amount.
    pub fn new(cents: i64) -> Result<Self, Invalid> {
        match cents {
            1..=Self::MAX => Ok(Self(cents)),
            ..=0 => Err(Invalid::because("must be greater than 0")),
            _ => Err(Invalid::because("must be at most 10,000,000,000 cents")),
        }
    }

    /// The number of cents.
    pub const fn get(self) -> i64 {
        self.0
    }
}

/// A currency by its code (ISO 4217), as `USD`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Currency(&'static str);

impl Currency {
    /// What a price is in that names no currency.
    pub const DEFAULT: Self = Self("USD");

    /// Judges a code, in any case.
    pub fn new(code: &str) -> Result<Self, Invalid> {
        let code = code.trim();
        CODES
            .iter()
            .find(|known| known.eq_ignore_ascii_case(code))
            .map(|known| Self(known))
            .ok_or(Invalid::because("must be a currency code of ISO 4217"))
    }

    /// The code, in upper case.
    pub const fn code(self) -> &'static str {
        self.0
    }
}

impl Default for Currency {
    fn default() -> Self {
        Self::DEFAULT
    }
}

/// The codes that are in use as money (ISO 4217, list one), without metals, test codes and units of account.
#[rustfmt::skip]
const CODES: [&str; 155] = [
    "AED", "AFN", "ALL", "AMD", "AOA", "ARS", "AUD", "AWG", "AZN", "BAM", "BBD", "BDT", "BGN", "BHD", "BIF", "BMD",
    "BND", "BOB", "BRL", "BSD", "BTN", "BWP", "BYN", "BZD", "CAD", "CDF", "CHF", "CLP", "CNY", "COP", "CRC", "CUP",
    "CVE", "CZK", "DJF", "DKK", "DOP", "DZD", "EGP", "ERN", "ETB", "EUR", "FJD", "FKP", "GBP", "GEL", "GHS", "GIP",
    "GMD", "GNF", "GTQ", "GYD", "HKD", "HNL", "HTG", "HUF", "IDR", "ILS", "INR", "IQD", "IRR", "ISK", "JMD", "JOD",
    "JPY", "KES", "KGS", "KHR", "KMF", "KPW", "KRW", "KWD", "KYD", "KZT", "LAK", "LBP", "LKR", "LRD", "LSL", "LYD",
    "MAD", "MDL", "MGA", "MKD", "MMK", "MNT", "MOP", "MRU", "MUR", "MVR", "MWK", "MXN", "MYR", "MZN", "NAD", "NGN",
    "NIO", "NOK", "NPR", "NZD", "OMR", "PAB", "PEN", "PGK", "PHP", "PKR", "PLN", "PYG", "QAR", "RON", "RSD", "RUB",
    "RWF", "SAR", "SBD", "SCR", "SDG", "SEK", "SGD", "SHP", "SLE", "SOS", "SRD", "SSP", "STN", "SVC", "SYP", "SZL",
    "THB", "TJS", "TMT", "TND", "TOP", "TRY", "TTD", "TWD", "TZS", "UAH", "UGX", "USD", "UYU", "UZS", "VED", "VES",
    "VND", "VUV", "WST", "XAF", "XCD", "XCG", "XOF", "XPF", "YER", "ZAR", "ZMW",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_amount_is_above_zero_and_has_a_most() {
        assert_eq!(Cents::new(1).map(Cents::get), Ok(1));
        assert_eq!(Cents::new(Cents::MAX).map(Cents::get), Ok(10_000_000_000));
        for wrong in [0, -1, i64::MIN, Cents::MAX + 1, i64::MAX] {
            assert!(Cents::new(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_currency_is_one_that_there_is() {
        assert_eq!(Currency::new(" eur ").map(Currency::code), Ok("EUR"));
        for wrong in ["", "US", "ABC", "USDX", "€", "$$$"] {
            assert!(Currency::new(wrong).is_err(), "{wrong}");
        }
        assert!(CODES.is_sorted() && CODES.iter().all(|code| code.len() == 3));
        assert!(Currency::new(Currency::DEFAULT.code()).is_ok());
    }
}
