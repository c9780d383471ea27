import { doorRoute } from '@/lib/tracking/http';

export const dynamic = 'force-dynamic';

export {
  doorRoute as DELETE,
  doorRoute as GET,
  doorRoute as OPTIONS,
  doorRoute as PATCH,
  doorRoute as POST,
  doorRoute as PUT,
};
