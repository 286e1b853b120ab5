use http::HeaderMap;

wx_types::open_enum! {
    /// Where a request to the container came from, as the platform says in the header `X-WX-SOURCE`.
    pub enum Source {
        /// A mini program.
        Client = "wx_client",
        /// The developer tools.
        DevTools = "wx_devtools",
        /// The public entrance.
        Http = "wx_http",
        /// A timer.
        Trigger = "wx_trigger",
        /// The result of a payment.
        PayCallback = "wx_paycallback",
        /// The search engine.
        Crawler = "wx_crawler",
        /// A local debugger.
        LocalDebug = "wx_localdebug",
        /// A cloud function.
        CloudFunction = "scf",
    }
}

impl Source {
    /// The header's name.
    pub const HEADER: &'static str = "x-wx-source";

    /// What the header says. `None` where it is missing, given more than once, or not readable.
    #[must_use]
    pub fn of(headers: &HeaderMap) -> Option<Self> {
        let mut values = headers.get_all(Self::HEADER).iter();
        match (values.next(), values.next()) {
            (Some(value), None) => value.to_str().ok().map(Self::from),
            _ => None,
        }
    }

    /// Whether the header says that the platform delivers the result of a payment.
    ///
    /// **It proves nothing by itself**: whoever reaches the service by another way than the platform can write the same
    /// header. Where the public entrance is closed, refuse everything else on the callback's path, and confirm by query all
    /// the same.
    #[must_use]
    pub fn is_pay_callback(headers: &HeaderMap) -> bool {
        Self::of(headers) == Some(Self::PayCallback)
    }
}
