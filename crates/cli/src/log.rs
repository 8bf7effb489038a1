//! Log lines on standard error.

use std::io::{IsTerminal, stderr};

use tracing::level_filters::LevelFilter;
use tracing_subscriber::filter::Targets;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;
use tracing_subscriber::{fmt, registry};

use crate::args::{Log, LogLevel};

/// From here on what is logged is written.
pub(crate) fn start(log: &Log) {
    let level = LevelFilter::from(log.level);
    let requests = if log.requests { LevelFilter::INFO.max(level) } else { LevelFilter::OFF };
    let filter = Targets::new().with_target("xrealm::request", requests).with_default(level);
    let lines = fmt::layer().with_writer(stderr).with_target(false);
    let started = if log.json {
        registry().with(filter).with(lines.json().flatten_event(true)).try_init()
    } else {
        registry().with(filter).with(lines.with_ansi(stderr().is_terminal())).try_init()
    };
    // Only a second call could fail, and there is none.
    drop(started);
}

impl From<LogLevel> for LevelFilter {
    fn from(level: LogLevel) -> Self {
        match level {
            LogLevel::Off => Self::OFF,
            LogLevel::Error => Self::ERROR,
            LogLevel::Warn => Self::WARN,
            LogLevel::Info => Self::INFO,
            LogLevel::Debug => Self::DEBUG,
            LogLevel::Trace => Self::TRACE,
        }
    }
}
