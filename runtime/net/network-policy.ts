import type { ProxySettings } from './proxy-settings.ts';

/** What may be reached, and how. The person's settings; nothing in a skill or a source can widen it. */
export interface NetworkPolicy {
  /**
   * Hosts on private, loopback or link-local networks that may be reached all the same, as in a URL: `git.corp`,
   * `127.0.0.1:4873`, `[::1]:8080`. One without a port stands for every port.
   */
  readonly allowedPrivateHosts: readonly string[];
  /** The proxies that connect in our place; left out, none does. */
  readonly proxies?: ProxySettings;
}
