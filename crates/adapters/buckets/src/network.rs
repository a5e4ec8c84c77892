use std::net::{IpAddr, Ipv6Addr};

use vibeslop_ports::limits::BucketOwner;

/// The first 64 bits of an IPv6 address are what a household or a server is given. All of it shares a bucket, or else
/// one machine had 2^64 of them.
const GIVEN_OUT: u32 = 64;

/// The owner, as buckets are told apart by.
pub fn canonical(owner: BucketOwner) -> BucketOwner {
    match owner {
        BucketOwner::Address(address) => BucketOwner::Address(match address.to_canonical() {
            IpAddr::V6(address) => {
                let network = address.to_bits() >> GIVEN_OUT << GIVEN_OUT;
                IpAddr::V6(Ipv6Addr::from_bits(network))
            }
            address @ IpAddr::V4(_) => address,
        }),
        user @ BucketOwner::User(_) => user,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(address: &str) -> BucketOwner {
        canonical(BucketOwner::Address(address.parse().unwrap()))
    }

    #[test]
    fn an_ipv6_network_shares_a_bucket_and_ipv4_addresses_do_not() {
        assert_eq!(of("2001:db8:1:2:3:4:5:6"), of("2001:db8:1:2:ffff::1"));
        assert_ne!(of("2001:db8:1:2::1"), of("2001:db8:1:3::1"));
        assert_ne!(of("192.0.2.1"), of("192.0.2.2"));
        assert_eq!(of("::ffff:192.0.2.1"), of("192.0.2.1"), "the same by another way");
    }
}
