/** The proxies that connect in our place, as the person's environment or editor names them. */
export interface ProxySettings {
  /** Addresses; left out, or empty, requests of that protocol go straight. */
  readonly http?: string | undefined;
  readonly https?: string | undefined;
  /** Hosts that are reached without one: `corp.example` with all below it, `host:8080`, `10.0.0.0/8`, `*`. */
  readonly except: readonly string[];
}

/** @param variables the environment; `http_proxy`, `https_proxy` and `no_proxy` count in small letters first */
export function proxySettingsOf(variables: Readonly<Record<string, string | undefined>>): ProxySettings {
  const read = (name: string): string | undefined => variables[name] || variables[name.toUpperCase()];
  return {
    http: read('http_proxy'),
    https: read('https_proxy'),
    except: (read('no_proxy') ?? '').split(/[\s,]+/u).filter((host) => host !== ''),
  };
}
