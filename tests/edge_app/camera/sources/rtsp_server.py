"""A program that is a network camera: GStreamer's RTSP server, which demands a password and shows
a red picture of 96 x 64 pixels.

The system's own Python runs it, which has the bindings. It prints its port.
"""

import sys

import gi

gi.require_version("Gst", "1.0")
gi.require_version("GstRtspServer", "1.0")
from gi.repository import GLib, Gst, GstRtspServer  # noqa: E402

# JPEG, as cheap network cameras send it, at 20 frames/s.
PIPELINE = (
    "( videotestsrc is-live=true pattern=red ! video/x-raw,format=I420,width=96,height=64,"
    "framerate=20/1 ! jpegenc ! rtpjpegpay name=pay0 )"
)


def main(user: str, password: str) -> None:
    Gst.init(None)
    server = GstRtspServer.RTSPServer()
    server.set_address("127.0.0.1")
    server.set_service("0")
    factory = GstRtspServer.RTSPMediaFactory()
    factory.set_launch(PIPELINE)
    factory.set_shared(True)
    server.set_auth(_auth(user, password))
    permissions = GstRtspServer.RTSPPermissions()
    role = Gst.Structure.new_from_string(
        "viewer, media.factory.access=(boolean)true, media.factory.construct=(boolean)true"
    )
    permissions.add_role_from_structure(role)
    factory.set_permissions(permissions)
    server.get_mount_points().add_factory("/live", factory)
    server.attach(None)
    print(server.get_bound_port(), flush=True)
    GLib.MainLoop().run()


def _auth(user: str, password: str) -> GstRtspServer.RTSPAuth:
    auth = GstRtspServer.RTSPAuth()
    token = GstRtspServer.RTSPToken()
    token.set_string("media.factory.role", "viewer")
    auth.add_basic(GstRtspServer.RTSPAuth.make_basic(user, password), token)
    return auth


if __name__ == "__main__":
    main(*sys.argv[1:])
