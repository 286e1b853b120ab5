//! One-call HTTP transport, retry and failover to a backup host, with errors that know whether anything was sent
