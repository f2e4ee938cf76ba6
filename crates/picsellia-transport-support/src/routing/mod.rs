//! Where a request goes: the [`Origin`] of its URL, and the [`Proxy`] on the way there.
//!
//! ```
//! use picsellia_transport_support::routing::{Origin, Proxies, Route};
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let proxies = Proxies::from_environment(|name| match name {
//!     "HTTPS_PROXY" => Some("http://proxy.example:3128".to_owned()),
//!     "NO_PROXY" => Some("intranet.example".to_owned()),
//!     _ => None,
//! });
//! let service = Origin::from_url(&"https://app.picsellia.com/api/home/ping".parse()?)?;
//! let Route::Proxy(proxy) = proxies.route(&service) else { panic!("expected the proxy") };
//! assert_eq!(proxy.origin().host_and_port(), "proxy.example:3128");
//!
//! let internal = Origin::from_url(&"https://api.intranet.example/".parse()?)?;
//! assert!(matches!(proxies.route(&internal), Route::Direct));
//! # Ok(())
//! # }
//! ```
//!
//! # Proxies of the environment
//!
//! * `HTTP_PROXY` applies to `http` URLs, `HTTPS_PROXY` to `https` URLs, and `ALL_PROXY` to those
//!   of the two for which no valid variable is set. Upper case wins over lower case.
//! * A variable whose value is not the URL of an HTTP proxy is ignored, as is an empty one. A value
//!   without a scheme means `http://`.
//! * `NO_PROXY` is a list of names (each covers its subdomains), addresses and networks such as
//!   `10.0.0.0/8`, separated by commas. `*` stands for every host.
//! * Requests to this machine (`localhost`, `127.0.0.0/8`, `::1`) never go through a proxy of the
//!   environment. The proxy runs on another machine: it would contact itself, and would see the
//!   token of a service on this one.
//! * Inside a CGI program (`REQUEST_METHOD` is set) the variables are ignored: there, `HTTP_PROXY`
//!   holds the `Proxy` header of the client.

mod addresses;
mod no_proxy;
mod origin;
mod proxies;
mod proxy;
mod route;

pub use addresses::interleave_families;
pub use origin::Origin;
pub use proxies::Proxies;
pub use proxy::Proxy;
pub use route::Route;
