/** How long a database that is away is waited for before what cannot be kept is given up. */
const patienceMs = 600_000;

/** Repeats what may be done twice until it is done: a database that restarts is waited for, and nothing is lost by it. */
export async function keepTrying<Result>(action: () => Promise<Result>): Promise<Result> {
  const deadline = Date.now() + patienceMs;
  for (let wait = 100; ; wait = Math.min(wait * 2, 1_000)) {
    try {
      return await action();
    } catch (error) {
      if (Date.now() > deadline) throw error;
      await new Promise<void>((resolve) => setTimeout(resolve, wait));
    }
  }
}
