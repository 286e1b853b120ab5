//! The gateway over real loopback sockets, against a client that shares nothing with it.

#[cfg(test)]
mod abnormal;
#[cfg(test)]
mod bills;
#[cfg(test)]
mod certificates;
#[cfg(test)]
mod channels;
#[cfg(test)]
mod client;
#[cfg(test)]
mod close_and_query;
#[cfg(test)]
mod cloud_callbacks;
#[cfg(test)]
mod cloudrun;
#[cfg(test)]
mod combine;
#[cfg(test)]
mod control;
#[cfg(test)]
mod doors;
#[cfg(test)]
mod f2f;
#[cfg(test)]
mod fault_control;
#[cfg(test)]
mod fault_doors;
#[cfg(test)]
mod fault_notifications;
#[cfg(test)]
mod faults;
#[cfg(test)]
mod fubei;
#[cfg(test)]
mod fubei_callback;
#[cfg(test)]
mod fubei_envelope;
#[cfg(test)]
mod gate;
#[cfg(test)]
mod hosts;
#[cfg(test)]
mod life;
#[cfg(test)]
mod notifications;
#[cfg(test)]
mod openssl;
#[cfg(test)]
mod partner;
#[cfg(test)]
mod payscore;
#[cfg(test)]
mod payscore_bodies;
#[cfg(test)]
mod payscore_deductions;
#[cfg(test)]
mod permissions;
#[cfg(test)]
mod prepay;
#[cfg(test)]
mod receiver;
#[cfg(test)]
mod refunds;
#[cfg(test)]
mod rotation;
#[cfg(test)]
mod spoils;
#[cfg(test)]
mod tokens;
