import { Body, Controller, Get, HttpCode, Post, Req } from '@nestjs/common';
import { channelChoiceSchema, type ChannelChoice, type Channels, type SlackCode } from '../api/channels.schema';
import { ZodPipe } from '../http/zod.pipe';
import type { SignedInRequest } from '../session/signed-in';
import { Upstream } from './upstream';

/** Where the signed-in person is asked besides the console: orchestrator's, asked with their own token. */
@Controller('api/channels')
export class ChannelsController {
  constructor(private readonly upstream: Upstream) {}

  @Get()
  mine(@Req() request: SignedInRequest): Promise<Channels> {
    return this.upstream.json('orchestrator', '/channels/mine', { token: request.accessToken });
  }

  @Post()
  @HttpCode(200)
  choose(
    @Req() request: SignedInRequest,
    @Body(new ZodPipe(channelChoiceSchema)) body: ChannelChoice,
  ): Promise<ChannelChoice> {
    return this.post(request, '/channels/mine', body);
  }

  @Post('slack/code')
  @HttpCode(200)
  code(@Req() request: SignedInRequest): Promise<SlackCode> {
    return this.post(request, '/channels/slack/code', {});
  }

  @Post('slack/unlink')
  @HttpCode(200)
  unlink(@Req() request: SignedInRequest): Promise<{ unlinked: boolean }> {
    return this.post(request, '/channels/slack/unlink', {});
  }

  private post<T>({ accessToken: token }: SignedInRequest, path: string, body: object): Promise<T> {
    return this.upstream.json('orchestrator', path, { method: 'POST', token, body });
  }
}
