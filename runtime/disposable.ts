/** Anything that holds something open until it is disposed. Shaped as in the VS Code API. */
export interface Disposable {
  dispose(): void;
}

/**
 * Owns disposables and disposes all of them, last registered first, even when one of them throws.
 * What is registered after disposal is disposed at once.
 */
export class DisposableStore implements Disposable {
  private readonly children: Disposable[] = [];
  private disposed = false;

  register<T extends Disposable>(child: T): T {
    if (this.disposed) child.dispose();
    else this.children.push(child);
    return child;
  }

  /** @throws AggregateError when children threw; every child has been disposed by then */
  dispose(): void {
    this.disposed = true;
    const errors: unknown[] = [];
    for (const child of this.children.splice(0).reverse()) {
      try {
        child.dispose();
      } catch (error) {
        errors.push(error);
      }
    }
    if (errors.length > 0) throw new AggregateError(errors, 'Some parts could not be disposed.');
  }
}
