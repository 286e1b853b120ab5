use std::time::Duration;

/// How much a download may cost. A digest is known only at the end; these hold before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BillLimits {
    pub(super) time: Duration,
    pub(super) received: u64,
    pub(super) written: u64,
    pub(super) ratio: u64,
}

impl Default for BillLimits {
    fn default() -> Self {
        const GIB: u64 = 1024 * 1024 * 1024;
        Self { time: Duration::from_secs(600), received: 2 * GIB, written: 8 * GIB, ratio: 100 }
    }
}

impl BillLimits {
    /// How long the whole download may take. Default: ten minutes.
    #[must_use]
    pub fn with_time(self, time: Duration) -> Self {
        Self { time, ..self }
    }

    /// How many bytes may arrive. Default: 2 GiB.
    #[must_use]
    pub fn with_received(self, received: u64) -> Self {
        Self { received, ..self }
    }

    /// How many uncompressed bytes may be written. Default: 8 GiB.
    #[must_use]
    pub fn with_written(self, written: u64) -> Self {
        Self { written, ..self }
    }

    /// How many times larger than what arrived the uncompressed file may be; the first megabyte is free. Default: 100.
    /// Bills come to about ten.
    #[must_use]
    pub fn with_ratio(self, ratio: u64) -> Self {
        Self { ratio, ..self }
    }
}
