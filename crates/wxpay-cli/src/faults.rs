//! `wxpay faults`, and the plan of `wxpay sandbox`.

use std::path::PathBuf;

use clap::Args;
use wx_sandbox::fault::{Fault, Plan, Rule};

use crate::failure::{Context, Failure};
use crate::say::say;

/// What goes wrong in the gateway.
#[derive(Debug, Args)]
pub(crate) struct Wanted {
    /// File with a plan of faults, in JSON.
    #[arg(long, value_name = "FILE")]
    faults: Option<PathBuf>,
    /// One more fault, after those of the plan: its name, the path it strikes, and how many of the next requests, as in
    /// `reset-after@/v3/pay/*:3`. Path and number may be left out. Can be given several times.
    #[arg(long = "fault", value_name = "NAME@PATH:N")]
    rules: Vec<Rule>,
    /// The seed that chances are drawn from, in place of the plan's.
    #[arg(long)]
    seed: Option<u64>,
}

impl Wanted {
    /// The plan that the file and the arguments make together.
    pub(crate) fn plan(self) -> Result<Plan, Failure> {
        let plan = match &self.faults {
            Some(file) => {
                let text = std::fs::read(file).context(format!("{} cannot be read", file.display()))?;
                Plan::from_json(&text).context(format!("{} is not a plan of faults", file.display()))?
            }
            None => Plan::default(),
        };
        let plan = match self.seed {
            Some(seed) => plan.with_seed(seed),
            None => plan,
        };
        Ok(self.rules.into_iter().fold(plan, Plan::with_rule))
    }
}

/// Prints the catalogue.
pub(crate) fn list() {
    for fault in Fault::ALL {
        let name =
            if fault.number().is_some() { format!("{}=N", fault.name()) } else { fault.name().to_owned() };
        say(format_args!("{name:<26}{}", fault.meaning()));
    }
}
