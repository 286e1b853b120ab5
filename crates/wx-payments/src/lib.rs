//! Taking money with WeChat: order, pay, query, refund and notification, without charging twice
