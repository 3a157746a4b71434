import { acknowledgeRecoveryKey, deleteLocation, getLocation, getRecoveryKey, listLocations } from './locations.ts';
import { maintainLocation, validateLocation } from './start.ts';
import { createLocation, updateLocation } from './write-location.ts';

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
