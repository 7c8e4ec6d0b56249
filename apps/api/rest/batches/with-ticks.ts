/**
 * What a source brings, and undefined whenever so many milliseconds have gone by without anything. Whoever goes away before its end must end the source
 * too: it may be waiting for it.
 */
export async function* withTicks<Item>(source: AsyncIterable<Item>, ms: number): AsyncGenerator<Item | undefined> {
  const items = source[Symbol.asyncIterator]();
  let arriving: Promise<IteratorResult<Item>> | undefined;
  let isHere = false;
  let wake = () => {};
  const arrived = () => {
    isHere = true;
    wake();
  };
  try {
    for (;;) {
      if (!arriving) {
        isHere = false;
        arriving = items.next();
        arriving.then(arrived, arrived);
      }
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, ms);
        wake = () => {
          clearTimeout(timer);
          resolve();
        };
        if (isHere) wake();
      });
      if (isHere) {
        const { done, value } = await arriving;
        arriving = undefined;
        if (done) return;
        yield value;
      } else yield undefined;
    }
  } finally {
    void items.return?.();
  }
}
