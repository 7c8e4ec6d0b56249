import { Controller, Get, Inject, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiOperation, ApiTags } from '@nestjs/swagger';
import { AddressQueries, type TenancyView } from '#read-models';
import { z } from 'zod';
import { pageQuery } from '../moment-query.js';
import { Moments, type PageView, viewPage } from '../moments.js';

const addressQuery = z.strictObject({
  ip: z.union([z.ipv4(), z.ipv6()], 'an IPv4 or IPv6 address, e.g. 172.17.0.2').describe('IPv4 or IPv6'),
  ...pageQuery,
});

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
  async list(
    @Query({ schema: addressQuery }) { ip, ...query }: z.output<typeof addressQuery>,
  ): Promise<PageView<TenancyView>> {
    const wish = await this.moments.wishOf(query);
    return viewPage(await this.addresses.tenancies({ ip, host: query.host }, wish));
  }
}
