import { createHash, randomBytes } from 'node:crypto';
import type { Database } from '#prisma';

/** How long a session lasts from its sign-in: a day's work. */
const sessionMs = 12 * 3_600_000;

/** What a browser that has signed in stands for. */
export interface Session {
  /** The id of the token that it was opened with. */
  readonly token: string;
  readonly expiresAt: Date;
}

/** Sessions of browsers, in Postgres: any API process knows them, and one that was ended is known by none. */
export class Sessions {
  constructor(private readonly database: Database) {}

  /** Opens a session. The secret is the cookie's value, and kept nowhere. */
  async open(token: string): Promise<Session & { readonly secret: string }> {
    const { session } = this.database.prisma;
    const now = Date.now();
    await session.deleteMany({ where: { expiresAt: { lt: new Date(now) } } });
    const secret = randomBytes(32).toString('base64url');
    const expiresAt = new Date(now + sessionMs);
    await session.create({ data: { hash: hashOf(secret), token, expiresAt } });
    return { token, expiresAt, secret };
  }

  /** The session that a cookie stands for; undefined when it has ended, or never was. */
  async find(secret: string): Promise<Session | undefined> {
    const row = await this.database.prisma.session.findUnique({ where: { hash: hashOf(secret) } });
    return row && row.expiresAt.getTime() > Date.now() ? row : undefined;
  }

  async end(secret: string): Promise<void> {
    await this.database.prisma.session.deleteMany({ where: { hash: hashOf(secret) } });
  }
}

function hashOf(secret: string): Buffer<ArrayBuffer> {
  return createHash('sha256').update(secret).digest();
}
