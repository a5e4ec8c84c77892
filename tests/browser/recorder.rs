//! What is measured in this process. There is one place for it, so all tests see the requests of all.

use std::sync::{Arc, OnceLock};

use metrics_exporter_prometheus::{Matcher, PrometheusBuilder, PrometheusHandle};
use vibeslop_ports::operation::Measurements;
use vibeslop_testkit::app::{Audience, Watched};

struct Recorder(PrometheusHandle);

impl Measurements for Recorder {
    fn exposition(&self) -> String {
        self.0.render()
    }
}

pub fn watched(audience: Audience) -> Watched {
    static RECORDER: OnceLock<Arc<Recorder>> = OnceLock::new();
    let recorder = RECORDER.get_or_init(|| {
        let builder = PrometheusBuilder::new();
        let seconds = Matcher::Suffix("_seconds".to_owned());
        let builder = builder.set_buckets_for_metric(seconds, &[0.001, 0.01, 0.1, 1.0]).unwrap();
        Arc::new(Recorder(builder.install_recorder().unwrap()))
    });
    Watched { measurements: recorder.clone(), audience }
}
