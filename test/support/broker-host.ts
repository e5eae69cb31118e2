/**
 * A host for the tests of the broker: `node broker-host.ts HOME`. Prints each role it takes on, a line each. What is
 * written to its stdin: `dispose` gives its place up.
 */
import { aiosHome } from '../../runtime/aios-home.ts';
import { Broker } from '../../runtime/broker/broker.ts';
import { LinkedSkills } from '../../runtime/registry/linked.ts';
import { Updater } from '../../runtime/registry/updater.ts';
import { openInstaller, openRegistry } from './registry-home.ts';
import { openStore } from './store-home.ts';

const [root = ''] = process.argv.slice(2);
const say = (level: string) => (message: string) => void process.stderr.write(`${level}: ${message}\n`);
const log = { debug: () => undefined, info: say('info'), warn: say('warn'), error: say('error') };
const registry = openRegistry(root);
const installer = openInstaller(root, registry);
const broker = new Broker({
  home: aiosHome(root),
  log,
  version: '1.2.3',
  host: 'test',
  services: {
    home: aiosHome(root),
    registry,
    updater: new Updater(registry, installer),
    store: openStore(root, []),
    linked: new LinkedSkills(registry, installer, log),
  },
});
broker.onRole((role) => console.log(role));
broker.start();
process.stdin.on('data', () => broker.dispose());
setInterval(() => undefined, 60_000);
