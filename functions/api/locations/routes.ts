import { createLocation } from './create-location.ts';
import { acknowledgeRecoveryKey, deleteLocation, getLocation, getRecoveryKey, listLocations } from './locations.ts';
import { maintainLocation, validateLocation } from './start.ts';
import { updateLocation } from './update-location.ts';

export const locationRoutes = [
  createLocation,
  listLocations,
  getLocation,
  updateLocation,
  deleteLocation,
  validateLocation,
  maintainLocation,
  getRecoveryKey,
  acknowledgeRecoveryKey,
];
