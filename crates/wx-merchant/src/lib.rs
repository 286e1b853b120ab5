//! WeChat Pay APIv3 for direct merchants: APP orders, queries, closes, refunds and their notifications
