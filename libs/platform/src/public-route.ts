import { SetMetadata, type CustomDecorator } from '@nestjs/common';

/** Metadata key of routes that answer without a token. */
export const PUBLIC_ROUTE = 'salesagent:public';

/** Marks a controller or handler that answers without a token: health, sign-in. */
export const Public = (): CustomDecorator => SetMetadata(PUBLIC_ROUTE, true);
