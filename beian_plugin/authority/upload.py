"""The documents that a provider uploads: built, checked, estimated, and read as the simulated authority does."""

from beian_plugin.authority.answers import (
    IpAllocation,
    IpRelease,
    IpSource,
    UnfiledAnswer,
    VerificationResult,
    build_ip_allocations,
    build_ip_releases,
    build_ip_sources,
    build_unfiled_answers,
    build_verification_results,
)
from beian_plugin.authority.upload_reader import Upload, Uploaded, parse_upload
from beian_plugin.authority.upload_writer import (
    build_file,
    check_report,
    document_of,
    estimated_size,
    hashed_password,
)

__all__ = [
    "IpAllocation",
    "IpRelease",
    "IpSource",
    "UnfiledAnswer",
    "Upload",
    "Uploaded",
    "VerificationResult",
    "build_file",
    "build_ip_allocations",
    "build_ip_releases",
    "build_ip_sources",
    "build_unfiled_answers",
    "build_verification_results",
    "check_report",
    "document_of",
    "estimated_size",
    "hashed_password",
    "parse_upload",
]
