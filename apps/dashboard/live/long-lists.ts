/** A list of more pages is not asked for anew with each event: it says that it is behind, until somebody wants what is newer. */
const mostPages = 4;

/** Whether a query's data is a list that somebody has scrolled far down. */
export function isLong(data: unknown): boolean {
  return (
    typeof data === 'object' &&
    data !== null &&
    'pages' in data &&
    Array.isArray(data.pages) &&
    data.pages.length > mostPages
  );
}
