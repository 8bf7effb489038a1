//! What do reading and writing of real messages cost? The captures of `fixtures/captures`, without any key.
#![expect(clippy::unwrap_used, reason = "a capture that cannot be read must stop the bench")]

use divan::Bencher;
use divan::counter::BytesCount;
use xrealm_wire::der::Writer;
use xrealm_wire::padata::PA_TGS_REQ;
use xrealm_wire::{ApReq, KdcRep, KdcReq, Ticket};

fn main() {
    divan::Divan::default().sample_size(100).config_with_args().main();
}

/// A login with an encrypted timestamp.
const AS_REQ: &[u8] = include_bytes!("../../fixtures/captures/131-as-enc-timestamp-as-req.bin");
/// MIT's client to an MIT KDC, and the reply.
const TGS_REQ: &[u8] = include_bytes!("../../fixtures/captures/073-tgs-local-service-tgs-req.bin");
const TGS_REP: &[u8] = include_bytes!("../../fixtures/captures/074-tgs-local-service-tgs-rep.bin");
/// The same client to an Active Directory domain controller: the tickets carry a PAC.
const TGS_REQ_WITH_PAC: &[u8] = include_bytes!("../../fixtures/captures/146-tgs-samba-service-aes-tgs-req.bin");

mod read {
    use super::*;

    #[divan::bench]
    fn as_req(bencher: Bencher) {
        assert_eq!(KdcReq::decode(AS_REQ).unwrap().to_vec(), AS_REQ);
        bencher.counter(BytesCount::of_slice(AS_REQ)).bench(|| KdcReq::decode(divan::black_box(AS_REQ)));
    }

    /// With all that a KDC reads before it needs a key: the request, its AP-REQ and the ticket in that.
    #[divan::bench(args = [Tgt::Plain, Tgt::WithPac])]
    fn tgs_req(bencher: Bencher, tgt: Tgt) {
        let octets = tgt.request();
        let (req, ap_req, ticket) = presented(octets);
        assert_eq!(req.to_vec(), octets);
        assert_eq!(ap_req.to_vec(), req.padata.find(PA_TGS_REQ).unwrap());
        assert_eq!(ticket.to_vec(), ap_req.ticket);
        bencher.counter(BytesCount::of_slice(octets)).bench(|| presented(divan::black_box(octets)));
    }

    #[divan::bench]
    fn tgs_rep(bencher: Bencher) {
        assert_eq!(KdcRep::decode(TGS_REP).unwrap().to_vec(), TGS_REP);
        bencher.counter(BytesCount::of_slice(TGS_REP)).bench(|| KdcRep::decode(divan::black_box(TGS_REP)));
    }
}

/// Into a buffer that is used again, as whoever answers many requests does.
mod write {
    use super::*;

    #[divan::bench]
    fn as_req(bencher: Bencher) {
        write_request(bencher, AS_REQ);
    }

    #[divan::bench(args = [Tgt::Plain, Tgt::WithPac])]
    fn tgs_req(bencher: Bencher, tgt: Tgt) {
        write_request(bencher, tgt.request());
    }

    #[divan::bench]
    fn tgs_rep(bencher: Bencher) {
        let (rep, mut writer) = (KdcRep::decode(TGS_REP).unwrap(), Writer::new());
        bencher.counter(BytesCount::of_slice(TGS_REP)).bench_local(|| {
            writer.clear();
            divan::black_box(&rep).encode_into(&mut writer);
            divan::black_box(writer.as_slice().len())
        });
        assert_eq!(writer.as_slice(), TGS_REP);
    }

    fn write_request(bencher: Bencher, octets: &[u8]) {
        let (req, mut writer) = (KdcReq::decode(octets).unwrap(), Writer::new());
        bencher.counter(BytesCount::of_slice(octets)).bench_local(|| {
            writer.clear();
            divan::black_box(&req).encode_into(&mut writer);
            divan::black_box(writer.as_slice().len())
        });
        assert_eq!(writer.as_slice(), octets);
    }
}

/// What is in the ticket-granting ticket that a TGS-REQ presents.
#[derive(Debug, Clone, Copy)]
enum Tgt {
    Plain,
    WithPac,
}

impl Tgt {
    fn request(self) -> &'static [u8] {
        match self {
            Self::Plain => TGS_REQ,
            Self::WithPac => TGS_REQ_WITH_PAC,
        }
    }
}

fn presented(octets: &[u8]) -> (KdcReq<'_>, ApReq<'_>, Ticket<'_>) {
    let req = KdcReq::decode(octets).unwrap();
    let ap_req = ApReq::decode(req.padata.find(PA_TGS_REQ).unwrap()).unwrap();
    let ticket = Ticket::decode(ap_req.ticket).unwrap();
    (req, ap_req, ticket)
}
