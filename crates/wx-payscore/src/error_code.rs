use wx_apiv3::ApiError;

wx_types::open_enum! {
    /// The `code` of an error answer, as the pages of this product list them. The list is open.
    pub enum ErrorCode {
        /// The order's state forbids it (400).
        InvalidOrderState = "INVALID_ORDER_STATE",
        /// The request breaks a rule of the interface, or a rule of the business (400). Two rows of the page share it; one
        /// of them means that the number was used with other parameters.
        InvalidRequest = "INVALID_REQUEST",
        /// The order is cancelled (400).
        OrderCanceled = "ORDER_CANCELED",
        /// The order is finished (400).
        OrderDone = "ORDER_DONE",
        /// A parameter is wrong (400).
        ParamError = "PARAM_ERROR",
        /// The institution's signature does not match (401).
        SignError = "SIGN_ERROR",
        /// The merchants or the service do not fit together (403).
        NoAuth = "NO_AUTH",
        /// No such order (404).
        OrderNotExist = "ORDER_NOT_EXIST",
        /// Too many requests (429).
        FrequencyLimited = "FREQUENCY_LIMITED",
        /// The platform failed (500). It may have acted.
        SystemError = "SYSTEM_ERROR",
    }
}

wx_types::open_enum! {
    /// The number behind a code, from the end of the answer's `Request-ID`.
    ///
    /// That header is not signed. Take it for a hint to a person, never as proof.
    pub enum ReasonNumber {
        /// Risk control refuses this user for this service.
        Risk = "271300099",
        /// The state or a parameter forbids it; the pages do not say which.
        Unfit302262 = "271302262",
        /// The state or a parameter forbids it; the pages do not say which.
        Unfit316574 = "271316574",
        /// The order cannot be cancelled.
        CannotCancel = "271316592",
        /// The number was used with other parameters.
        ReentryMismatch = "271316598",
        /// The state or a parameter forbids it; the pages do not say which.
        Unfit316637 = "271316637",
        /// The state or a parameter forbids it; the pages do not say which.
        Unfit316656 = "271316656",
        /// The state or a parameter forbids it; the pages do not say which.
        Unfit316657 = "271316657",
        /// A registered deduction is under way.
        DeductionInProgress = "271316754",
        /// The state or a parameter forbids it; the pages do not say which.
        Unfit317510 = "271317510",
    }
}

/// What to do about an error answer.
///
/// No class is a reason to take a new order number while the outcome of a call is unknown: ask
/// [`Error::outcome`](wx_apiv3::Error::outcome) first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Class {
    /// The order is already where it cannot be moved from: query it, and do nothing more.
    AlreadyDone,
    /// The order is not in the state this call needs, or its number was used with other parameters: query it, and act on
    /// what it is.
    AskForState,
    /// The request is wrong: mend the program.
    CallerBug,
    /// Nothing of that number was found. Right after a lost answer that proves nothing yet.
    NotFound,
    /// This user cannot have the service this way: offer another way to pay.
    Payer,
    /// Keys, numbers or permissions are wrong: mend the set-up.
    SetUp,
    /// A code without advice: read its message.
    Unknown,
    /// The platform may have acted: query, or send the very same request again where its page allows that.
    UnknownOutcome,
    /// Wait, then send the same request again.
    Wait,
}

impl ErrorCode {
    /// The code of `error`; `None` where the body is not the platform's.
    #[must_use]
    pub fn of(error: &ApiError) -> Option<Self> {
        error.code().map(|code| Self::from(code.as_str()))
    }

    /// What to do about it.
    #[must_use]
    pub fn class(&self) -> Class {
        match self {
            Self::InvalidRequest | Self::ParamError => Class::CallerBug,
            Self::SignError | Self::NoAuth => Class::SetUp,
            Self::OrderCanceled | Self::OrderDone => Class::AlreadyDone,
            Self::InvalidOrderState => Class::AskForState,
            Self::OrderNotExist => Class::NotFound,
            Self::FrequencyLimited => Class::Wait,
            Self::SystemError => Class::UnknownOutcome,
            Self::Other(code) => match &**code {
                "RATELIMIT_EXCEEDED" | "RATE_LIMITED" | "RATE_LIMIT_EXCEEDED" => Class::Wait,
                _ => Class::Unknown,
            },
        }
    }
}

impl ReasonNumber {
    /// The number of `error`, where its request id ends in one.
    #[must_use]
    pub fn of(error: &ApiError) -> Option<Self> {
        error.reason_number().map(Self::from)
    }

    /// What to do about it; `None` for a number nobody described.
    #[must_use]
    pub fn class(&self) -> Option<Class> {
        match self {
            Self::Risk => Some(Class::Payer),
            Self::DeductionInProgress => Some(Class::Wait),
            Self::CannotCancel
            | Self::ReentryMismatch
            | Self::Unfit302262
            | Self::Unfit316574
            | Self::Unfit316637
            | Self::Unfit316656
            | Self::Unfit316657
            | Self::Unfit317510 => Some(Class::AskForState),
            Self::Other(_) => None,
        }
    }
}

impl Class {
    /// What to do about `error`: by its code, and by its number where the code leaves more than one meaning open.
    ///
    /// ```no_run
    /// # fn f(error: &wx_apiv3::Error) {
    /// use wx_payscore::Class;
    ///
    /// match error.api_error().map(Class::of) {
    ///     Some(Class::AlreadyDone) => println!("nothing left to do"),
    ///     Some(Class::Payer) => println!("offer another way to pay"),
    ///     _ => println!("{error}"),
    /// }
    /// # }
    /// ```
    #[must_use]
    pub fn of(error: &ApiError) -> Self {
        let Some(code) = ErrorCode::of(error) else { return Self::Unknown };
        // Only these two stand for several things; nothing that is certain is softened by an unsigned header.
        let ambiguous = matches!(code, ErrorCode::InvalidRequest | ErrorCode::InvalidOrderState);
        let by_number = || ReasonNumber::of(error).and_then(|number| number.class());
        ambiguous.then(by_number).flatten().unwrap_or_else(|| code.class())
    }
}
