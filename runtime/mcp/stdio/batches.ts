import { isRequestId, type RawMessage, type RequestId } from './parse-line.ts';

interface Batch {
  /** Requests without an answer yet. */
  readonly open: Set<RequestId>;
  readonly answers: RawMessage[];
}

/** Lists of messages, as revision 2025-03-26 has them: their answers go back as one list. */
export class Batches {
  private readonly byId = new Map<RequestId, Batch>();

  open(messages: readonly RawMessage[]): void {
    const requests = messages.filter(({ method }) => method !== undefined);
    const ids = requests.map(({ id }) => id).filter(isRequestId);
    const batch: Batch = { open: new Set(ids), answers: [] };
    for (const id of batch.open) this.byId.set(id, batch);
  }

  has(id: RequestId): boolean {
    return this.byId.has(id);
  }

  /**
   * @param answer undefined when there will be none
   * @returns what to send now: the answer itself, the list it completes, or nothing yet
   */
  collect(id: RequestId, answer: RawMessage | undefined): RawMessage | readonly RawMessage[] | undefined {
    const batch = this.byId.get(id);
    if (batch === undefined) return answer;
    this.byId.delete(id);
    batch.open.delete(id);
    if (answer !== undefined) batch.answers.push(answer);
    return batch.open.size === 0 && batch.answers.length > 0 ? batch.answers : undefined;
  }
}
