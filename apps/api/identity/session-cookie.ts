import type { FastifyReply, FastifyRequest } from 'fastify';

const name = 'longshore_session';

/** The session's secret in a request, if it has one. */
export function sessionSecretOf({ headers }: Pick<FastifyRequest, 'headers'>): string | undefined {
  const cookies = (headers.cookie ?? '').split(';').map((cookie) => cookie.trim());
  const value = cookies.find((cookie) => cookie.startsWith(`${name}=`))?.slice(name.length + 1);
  return value === '' ? undefined : value;
}

/** Gives the browser a session: no script can read it, and no other site can make the browser send it. */
export function setSessionCookie(reply: FastifyReply, secret: string, expiresAt: Date): void {
  void reply.header('set-cookie', cookie(reply.request, secret, expiresAt));
}

export function clearSessionCookie(reply: FastifyReply): void {
  void reply.header('set-cookie', cookie(reply.request, '', new Date(0)));
}

function cookie(request: FastifyRequest, value: string, expires: Date): string {
  const attributes = ['Path=/', 'HttpOnly', 'SameSite=Strict', `Expires=${expires.toUTCString()}`];
  if (isSecure(request)) attributes.push('Secure');
  return [`${name}=${value}`, ...attributes].join('; ');
}

/** Whether the browser came by TLS, which ends here or at a proxy before us. */
function isSecure({ protocol, headers }: FastifyRequest): boolean {
  return protocol === 'https' || headers['x-forwarded-proto'] === 'https';
}
