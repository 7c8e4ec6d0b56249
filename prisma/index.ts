export * from './database.js';
export { Prisma, PrismaClient } from './generated/client.js';
