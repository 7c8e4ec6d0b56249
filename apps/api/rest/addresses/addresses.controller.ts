import { Controller, Get, Inject, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { AddressQueries, type TenancyView } from '#read-models';
import { z } from 'zod';
import { factSchema, pageSchema } from '../fact-schema.js';
import { pageQuery } from '../moment-query.js';
import { Moments, viewPage } from '../moments.js';

const addressQuery = z.strictObject({
  ip: z.union([z.ipv4(), z.ipv6()], 'an IPv4 or IPv6 address, e.g. 172.17.0.2').describe('IPv4 or IPv6'),
  ...pageQuery,
});

const tenancy = z.strictObject({
  ip: z.string(),
  host: z.string(),
  network: z.strictObject({ id: z.string(), name: z.string() }),
  container: z.strictObject({ id: z.string(), name: z.string().nullable().describe('As it was called then') }),
  from: factSchema.describe('What gave it the address: its cause is the job that started the container'),
  to: factSchema.nullable().describe('What took it away; null while it has it'),
}) satisfies z.ZodType<TenancyView>;

const tenancyPage = pageSchema(tenancy);

@ApiTags('networks')
@ApiBearerAuth()
@Controller('v1/addresses')
export class AddressesController {
  constructor(
    @Inject(AddressQueries) private readonly addresses: AddressQueries,
    @Inject(Moments) private readonly moments: Moments,
  ) {}

  @Get()
  @ApiOperation({ summary: 'Who held an address, from when to when, the newest first' })
  @ApiOkResponse({ standardSchema: tenancyPage })
  async list(
    @Query({ schema: addressQuery }) { ip, ...query }: z.output<typeof addressQuery>,
  ): Promise<z.output<typeof tenancyPage>> {
    const wish = await this.moments.wishOf(query);
    return viewPage(await this.addresses.tenancies({ ip, host: query.host }, wish));
  }
}
