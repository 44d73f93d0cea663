from . import limitation_event, limitation_event_charge
