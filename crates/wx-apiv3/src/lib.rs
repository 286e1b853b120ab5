//! The WeChat Pay APIv3 protocol: signed requests, verified answers, notifications
