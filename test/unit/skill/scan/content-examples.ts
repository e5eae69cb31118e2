import type { ContentExample } from './content-example.ts';
import { dataExamples } from './content-examples-data.ts';
import { downloadExamples } from './content-examples-downloads.ts';
import { hiddenExamples } from './content-examples-hidden.ts';
import { lureExamples } from './content-examples-lures.ts';
import { machineExamples } from './content-examples-machine.ts';
import { orderExamples } from './content-examples-orders.ts';
import { plainOrderExamples } from './content-examples-plain-orders.ts';
import { plainWordExamples } from './content-examples-plain-words.ts';

/** What the content rules refuse, tell of and let pass. */
export const contentExamples: readonly ContentExample[] = [
  ...downloadExamples,
  ...lureExamples,
  ...machineExamples,
  ...dataExamples,
  ...orderExamples,
  ...plainOrderExamples,
  ...plainWordExamples,
  ...hiddenExamples,
];
