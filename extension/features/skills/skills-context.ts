import type { FeatureContext } from '../feature-context.ts';
import type { UpdateWatch } from './versions/update-watch.ts';

/** What the parts of the Skills feature share. */
export interface SkillsContext extends FeatureContext {
  readonly updates: UpdateWatch;
  /** How many offers to sync wait for an answer. */
  readonly offers: { standing: number };
}
