/** Brings build contexts from elsewhere. The hosts that build never fetch any themselves. */
export interface SourceFetcher {
  /**
   * The tar, plain or gzip, of what a URL names: a tar, or a git repository with `#ref:folder` behind it. Whoever stops reading, or aborts,
   * leaves nothing behind.
   *
   * @throws DomainError `source-refused`, `source-invalid`, `source-unreachable`, `git-missing`, all while it is read
   */
  fetch(url: string, signal: AbortSignal): AsyncIterable<Uint8Array>;
}
