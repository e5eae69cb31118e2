import type { FeatureContext } from '../feature-context.ts';
import type { ShownPlaces } from './drift/shown-places.ts';

/** What the parts of the Clients feature share. */
export interface ClientsContext extends FeatureContext {
  readonly shown: ShownPlaces;
}
