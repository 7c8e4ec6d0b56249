/** A text by which an engine tells of a fault. */
export interface FaultText {
  readonly pattern: RegExp;
  /** What became of it, in words. */
  readonly reason: string;
  /** As it was met: dockerd 20.10.24 unless it says otherwise. */
  readonly examples: readonly string[];
}

/** What another try cannot mend. These are looked for first: an instruction may print anything. */
export const lastingFaults: readonly FaultText[] = [
  {
    pattern: /returned a non-zero code: \d+|did not complete successfully|executor failed running/,
    reason: 'an instruction failed',
    examples: [
      "The command '/bin/sh -c curl https://example.com # i/o timeout' returned a non-zero code: 28",
      'process "/bin/sh -c false" did not complete successfully: exit code: 1',
      'executor failed running [/bin/sh -c false]: exit code: 1',
    ],
  },
  {
    pattern: /^dockerfile parse error|failed to parse|unknown instruction/i,
    reason: 'the Dockerfile is wrong',
    examples: [
      'dockerfile parse error line 2: unknown instruction: RUM',
      'Dockerfile parse error line 1: unknown flag: mount',
    ],
  },
  {
    pattern:
      /^unauthorized|^denied|authentication required|access (?:to the resource is )?denied|no basic auth|40[13] (?:Unauthorized|Forbidden)/i,
    reason: 'the registry refused the access',
    examples: [
      'unauthorized',
      'denied: requested access to the resource is denied',
      "pull access denied for team/app, repository does not exist or may require 'docker login': denied: requested access to the resource is denied",
      'no basic auth credentials',
      'unexpected status: 403 Forbidden',
    ],
  },
  {
    pattern: /manifest (?:for .+ )?(?:unknown|not found)|404 Not Found|: not found$/,
    reason: 'the registry has no such image',
    examples: [
      'manifest unknown',
      'manifest for busybox:none not found: manifest unknown: manifest unknown',
      'docker.io/library/busybox:none: not found',
    ],
  },
];

/** What another try may mend. */
export const passingFaults: readonly FaultText[] = [
  {
    pattern:
      /(?:HTTP status|unexpected status(?: code)?)\b.*\b5\d\d (?:Internal|Not Impl|Bad Gateway|Service|Gateway)|HTTP 5\d\d response|status code \[.+\]: 5\d\d/,
    reason: 'the registry had a fault of its own',
    examples: [
      'received unexpected HTTP status: 503 Service Unavailable',
      'received unexpected HTTP status: 500 Internal Server Error',
      'error parsing HTTP 502 response body: invalid character \'<\' looking for beginning of value: "<html>"',
      // BuildKit 0.8 and later:
      'pulling from host registry:5000 failed with status code [manifests 1]: 503 Service Unavailable',
      'failed to copy: httpReadSeeker: failed open: unexpected status code https://registry:5000/v2/x/blobs/sha256:ab: 502 Bad Gateway',
    ],
  },
  {
    pattern: /toomanyrequests|429 Too Many Requests|HTTP 429 response/,
    reason: 'the registry asked for fewer requests',
    examples: [
      'toomanyrequests: You have reached your pull rate limit.',
      'error parsing HTTP 429 response body: invalid character \'<\' looking for beginning of value: "<html>"',
      'pulling from host registry-1.docker.io failed with status code [manifests 20.10]: 429 Too Many Requests',
    ],
  },
  {
    pattern: /server misbehaving|temporary failure in name resolution/i,
    reason: 'a name could not be resolved just then',
    examples: [
      'Get "https://registry-1.docker.io/v2/": dial tcp: lookup registry-1.docker.io on 10.0.2.3:53: server misbehaving',
      'Get "https://registry-1.docker.io/v2/": dial tcp: lookup registry-1.docker.io: Temporary failure in name resolution',
    ],
  },
  {
    pattern:
      /TLS handshake timeout|i\/o timeout|Client\.Timeout exceeded|context deadline exceeded|connection timed out/,
    reason: 'the network took too long',
    examples: [
      'Get "https://registry-1.docker.io/v2/": net/http: TLS handshake timeout',
      'dial tcp: lookup registry-1.docker.io on 10.0.2.3:53: read udp 10.0.2.15:33821->10.0.2.3:53: i/o timeout',
      'Get "https://registry-1.docker.io/v2/": net/http: request canceled while waiting for connection (Client.Timeout exceeded while awaiting headers)',
    ],
  },
  {
    pattern: /\bEOF$|connection re(?:set by peer|fused)|broken pipe|no route to host|network is unreachable/,
    reason: 'a connection broke, or could not be made',
    examples: [
      'Head "http://127.0.0.1:41559/v2/x/manifests/1": EOF',
      'unexpected EOF',
      'read tcp 127.0.0.1:46026->127.0.0.1:37147: read: connection reset by peer',
      'Get "http://127.0.0.1:1/v2/": dial tcp 127.0.0.1:1: connect: connection refused',
    ],
  },
];
