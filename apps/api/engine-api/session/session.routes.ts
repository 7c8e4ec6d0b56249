import { hijack } from '../define-route.js';
import type { Route } from '../route.js';

/** The two connections of BuildKit: in a session the engine asks its client for files, over gRPC a client speaks with BuildKit itself. */
export const sessionRoutes = [
  hijack('BuildKit', 'POST /grpc', 'grpc'),
  hijack('Session', 'POST /session', 'session'),
] satisfies readonly Route[];
